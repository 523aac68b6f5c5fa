"""`sds table`: decision tables checked, shown and tried."""
