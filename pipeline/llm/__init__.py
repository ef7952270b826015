"""The model seam: the port that stages speak to, and the adapters behind it."""
