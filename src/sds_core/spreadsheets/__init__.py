"""Rule sets and tables as spreadsheets: .xlsx, or a folder of .csv files."""
