"""What the votes of a project come to: live gauge, labels to compare, open disagreements. It casts none."""
