"""Publishing rule sets on The Update Framework: keys, proposals, the folder, and fetching.

Needs the extra `publish`. What is fetched is kept by `sds_core.rulesets.fetched`, which does not.
"""
