"""Whether to fine-tune at all, and the cheaper way out where there is one."""
