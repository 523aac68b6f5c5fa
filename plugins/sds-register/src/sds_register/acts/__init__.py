"""What people do, as records that the register keeps."""
