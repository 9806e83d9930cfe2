"""Reading what people write: LaTeX to terms."""
