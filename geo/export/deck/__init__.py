"""The slide deck: what each slide says, and how it is laid out and written."""
