"""Papers in the official layout: .docx with head, number, annexes and QR."""
