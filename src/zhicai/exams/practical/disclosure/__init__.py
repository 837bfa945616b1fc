"""A technical-disclosure sheet written from an inventor's interview; people score it by rubric."""
