"""What goes between us and the agency: logged, classified, settled item by item; the next step."""
