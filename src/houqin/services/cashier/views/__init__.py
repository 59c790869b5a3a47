"""Pages of the cashier: the wallet, the books, the desk."""
