"""The books of the programme by month: GST returns, what stores and brand owe, deferred fees, the provision, and the journal. Read only."""
