"""What comes in from files that others keep: spreadsheets of requests, public directories of agencies and committees."""
