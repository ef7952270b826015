"""factgrade: reads news articles and tells an editor which of their claims to doubt, and why."""
