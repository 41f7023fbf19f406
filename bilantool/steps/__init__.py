"""What a person does to a bilan, one module for each thing: it returns a result, and asks, prints
and waits for nothing, so that a terminal, a program and a browser can all lead it.
"""
