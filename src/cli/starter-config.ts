/** What `counterfoil init` writes: valid as it stands, with what else there is in comments. */
export const STARTER_CONFIG = `# Counterfoil compares the same records in two or more systems and tells people where they disagree.
# Check this file with: counterfoil validate

# The systems that can be read. Secrets come from the environment: write \${NAME}, never a password.
sources:
  crm:     { type: files, path: crm.csv }          # csv, tsv, json, ndjson, parquet, also .gz and patterns: exports/*.csv
  billing: { type: files, path: billing.csv }
  # shop:  { type: postgres, url: "\${SHOP_URL}" }   # postgres://user:password@host/database, in the environment
  # bank:  { type: mysql, url: "\${BANK_URL}" }      # MySQL or MariaDB: mysql://user:password@host/database

# What is compared. Each reconciliation has two or more sides, a key and the fields that must agree.
reconciliations:
  customers:
    title: Customers
    sides:
      crm:     { source: crm, key: id }
      billing: { source: billing, key: customer_ref, columns: { email: contact } }   # field: this side's column
      # shop:  { source: shop, table: public.customers, key: id, where: "not test", dateColumn: created_on }
    fields:
      email:   { type: text, trim: true, ignoreCase: true, severity: medium }
      balance: { type: decimal, tolerance: 0.01, total: true }                       # or 0.5%
      # seen_at: { type: timestamp, lag: 15m, zone: { billing: Europe/Berlin } }
    likelyCorrect: billing                         # or { default: billing, email: crm }
    # schedule: { cron: "0 * * * *", zone: Europe/Berlin }
    # notify: { channel: "#billing-ops", digest: "#finance", digestAt: "0 9 * * 1-5", maxCards: 5 }
    # triage: { escalate: { to: "@oncall-data" } }
`
