"""The catalogue of facts: named, typed views on what is asked, for conditions to use."""
