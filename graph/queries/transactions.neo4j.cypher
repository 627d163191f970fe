// Purpose: the transactions of Spantrail that are open now.
// Params:  none.
// Columns: id: string.
// Cost:    the open transactions.
SHOW TRANSACTIONS YIELD transactionId, metaData
WHERE metaData.app = 'spantrail'
RETURN transactionId AS id
