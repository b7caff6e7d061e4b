"""Reports: what principals are handed, computed from the recorded facts, with how it was computed."""
