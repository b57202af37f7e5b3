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
    (("Name a colour.\n\nN/A", "Red"), "no-input"),
    (('Name a colour.\n\n"<noinput>"', "Red"), "no-input"),
    (("Draw a map.", "<nooutput> This cannot be drawn."), "stand-in"),
    (("Say what it is about.\n\n[insert poem]", "It is about rain."), "slot"),
    (("Greet my neighbour.", "Good morning, <your neighbour's name here>!"), "slot"),
    (("What is it?", "TODO"), "stand-in"),
    (("Describe the photo.\n\n<image>", "A hill."), "unseen"),
    (("What is wrong, as shown in the image?", "The bolt is loose."), "unseen"),
]
LEAVES_ALONE = [
    ("Which value has an empty cell?", "It holds None when nothing was read."),
    ("What does N/A mean?", "It means not available."),
    ("Write an HTML template for a mail.", "<p>Hello {{ name }}</p>"),
    ("Where does lorem ipsum dolor sit amet come from?", "From Cicero."),
    ("List the colours [red, green, blue].", "Red, green, blue."),
    ("Which one is left, a or b?", "It is [a](https://a.example/name)."),
    ("Read the paragraph below.", "It is about rivers."),
    ("Which values are there?\nred\nnone\nblue", "Three: red, none, blue."),
    ("Who sang it?", "[Chorus]\nLa la la"),
    ("Give an index of a list.", "a[0] is the first."),
    ("No inputs are needed for this proof. Why?", "It is true by definition."),
]
