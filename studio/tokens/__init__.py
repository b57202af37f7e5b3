"""How rows look to a trainer: tokens, chat templates, what is cut, what gets loss."""
