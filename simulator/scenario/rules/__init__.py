"""The rules that a scenario must keep beyond its types: one module a subject, one function a rule."""
