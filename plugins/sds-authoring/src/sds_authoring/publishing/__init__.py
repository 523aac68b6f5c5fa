"""Publishing rule sets on The Update Framework: keys, proposals, the folder, and fetching.

Fetched sets are stored by `sds_core.rulesets.fetched`, which needs none of these libraries.
"""
