"""PDF: pictures as pictures, lines as lines, words as words, and a structure that can be read aloud."""
