"""The catalogue of facts: named, typed views on what a hook is asked, for conditions to use."""
