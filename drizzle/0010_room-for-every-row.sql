-- A run that sees everything again updates every row of every page. Half a page is room for all of them in place; what
-- does not fit goes elsewhere and into every index, which costs four times as much and is never given back.
ALTER TABLE "discrepancies" SET (fillfactor = 48);
