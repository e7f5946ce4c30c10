"""Consignments against licences and authorizations: dossiers, balances, consent, proof of receipt."""
