"""The two schemas of the contract, as agreed with those who send facts and read findings."""
