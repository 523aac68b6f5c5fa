"""What may be recorded: journeys, sign-off, appeals, holds, and who may not decide."""
