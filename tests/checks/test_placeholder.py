"""Cases of the check `placeholder`."""

FLAGS = [
    (("Draw a logo.", "<nooutput>"), "stand-in"),
    (("Name a colour.\n\nNo input", "Red"), "no-input"),
    (("Name a colour.\n<noinput>", "Red"), "no-input"),
    (("N/A", "I need a question."), "stand-in"),
    (("Thank my guide.", "Dear [insert name], thank you."), "slot"),
    (("Greet the customer.", "Hello {{first_name}}, welcome back."), "slot"),
    (("Who runs it?", "It is run by [Company Name]."), "slot"),
    (("Describe the town.", "Lorem ipsum dolor sit amet, consectetur."), "filler"),
    (("What is wrong, as shown in the image?", "The bolt is loose."), "unseen"),
]
LEAVES_ALONE = [
    ("Which value has an empty cell?", "It holds None when nothing was read."),
    ("What does N/A mean?", "It means not available."),
    ("Write an HTML template for a mail.", "<p>Hello {{ name }}</p>"),
    ("Where does lorem ipsum dolor sit amet come from?", "From Cicero."),
    ("List the colours [red, green, blue].", "Red, green, blue."),
    ("Give an index of a list.", "a[0] is the first."),
    ("No inputs are needed for this proof. Why?", "It is true by definition."),
]
