"""Papers in the official layout (公文格式, GB/T 9704-2012): described as data, written as .docx.

``paper.Paper`` describes a paper: red head, number, title, addressees, blocks of the body, annexes,
signature, record of printing, QR. ``docx.write_paper`` turns it into the bytes of a .docx, the same
bytes for the same paper. ``reading.read_text`` turns plain typed text into blocks and annexes, and
``numbers`` reads, writes and continues document numbers such as 鄂知发〔2022〕5号. No tables and no
pages of its own: notices, letters, dossiers and reports above hand in what the paper says.
"""
