"""`sds profile`: profiles listed, shown, checked, compared and exported."""
