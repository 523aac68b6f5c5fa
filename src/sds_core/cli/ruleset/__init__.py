"""`sds ruleset`: the commands that need no key and no network."""
