"""Open formats a take is written in; each module makes the text of one of them."""
