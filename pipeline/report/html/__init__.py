"""Pages of HTML, made of the same views as the pages of markdown."""
