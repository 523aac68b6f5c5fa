"""`sds demo`: invented people under opposed models."""
