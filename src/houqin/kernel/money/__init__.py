"""The ledger. Integer fen, double entry, nothing changed afterwards. What it promises, by number:

1.  Money is integer fen in yuan. A posting is credit where positive (it stands to the owner's credit), debit where
    negative; an account's balance is the sum of its postings.
2.  An entry has two or more postings, over different accounts of one book, that sum to zero at its commit. So each
    book's trial balance is zero at every instant.
3.  Entries and postings are only added. A mistake is mended by a reversal or by a further entry.
4.  (source, idempotency key) names one entry: the same request asked N times, at once or later, gives one entry and
    the same answer; another request under the same key is refused.
5.  No account falls under its floor: balance less what is held. No ordinary entry lifts one above its ceiling, with
    what is still coming counted; a refund may, for what was paid must be able to come back.
6.  An account many people pay into is append-only: paying in locks no row; its balance is the last snapshot and the
    tail after it, equal to a full recount. Taking out of one that has a floor is done by one at a time.
7.  A hold (pending) sets money aside. It ends once: posted in full or in part, voided, or run out (timeout); what is
    not posted is free again. From the instant it runs out it cannot be posted, swept or not.
8.  All reversals of an entry together are at most the entry. What comes back returns to the pots it was taken from,
    the last one spent first. A reversal is not reversed.
9.  The order in which pots are spent is data; of one kind the pot that ends soonest goes first. The split is what
    was posted: a later change of the order changes no refund.
10. Every entry and every end of a hold writes its happening in the same statement.
11. A closed period takes no posting. It is opened again by two different people: one asks, another allows.
12. A budget is granted, reserved, committed and paid by entries of a book of its own; nothing is paid that was not
    committed for the same matter, nothing committed that was not reserved.
13. Each day's new entries are hashed onto the day before. Verification names an altered entry, and the day where
    one was added or taken away.
14. An outside payment ends once, paid or closed, whatever order and number of words its gateway says. Paid, exactly
    one entry is booked to its account, of the amount asked. Money that comes after the end is booked to suspense and
    sent back; another amount is never booked and is a finding of the bill.
"""
