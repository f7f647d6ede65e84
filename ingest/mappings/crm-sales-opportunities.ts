import type { MappingInput } from '../mapping.ts';

/**
 * The "CRM Sales Opportunities" export: accounts, products, sales teams and a pipeline snapshot without history. The
 * pipeline knows products, accounts and agents by name, and zeroes the value of lost deals.
 */
export const crmSalesOpportunities: MappingInput = {
  source_system: 'crm_sales_opportunities',
  workspace_name: 'CRM Sales Opportunities',
  time_zone: 'UTC',
  currency: 'USD',
  as_of: 'last_day',
  stages: [
    { stage: 'prospecting', found: ['Prospecting'], type: 'open', label: { en: 'Prospecting', zh: '寻找商机' } },
    { stage: 'engaging', found: ['Engaging'], type: 'open', label: { en: 'Engaging', zh: '洽谈中' } },
    { stage: 'won', found: ['Won'], type: 'won', label: { en: 'Won', zh: '赢单' } },
    { stage: 'lost', found: ['Lost'], type: 'lost', label: { en: 'Lost', zh: '输单' } },
  ],
  // engage_date is the day a deal entered "Engaging", and every closed deal has one.
  opening_stage: 'engaging',
  // The closing value would tell how the deal ended before it did.
  amount_before_close: 'list_price',
  files: [
    {
      name: 'sales_teams',
      feeds: [
        { entity: 'user', fields: { user_name: { column: 'sales_agent' }, team_id: { column: 'manager' } } },
        {
          entity: 'team',
          fields: {
            team_name: { column: 'manager' },
            manager_name: { column: 'manager' },
            region: { column: 'regional_office' },
          },
        },
      ],
    },
    {
      name: 'products',
      feeds: [
        {
          entity: 'product',
          fields: {
            product_name: { column: 'product' },
            product_family: { column: 'series' },
            list_price: { column: 'sales_price' },
          },
        },
      ],
    },
    {
      name: 'accounts',
      feeds: [
        {
          entity: 'account',
          fields: {
            account_name: { column: 'account' },
            industry: {
              column: 'sector',
              spellings: { rule: 'sector_spelling', values: { technolgy: 'technology' } },
            },
            founded_year: { column: 'year_established' },
            // In millions of US dollars, says the export's dictionary.
            annual_revenue: { column: 'revenue', times: 1_000_000 },
            employees: { column: 'employees' },
            country: {
              column: 'office_location',
              spellings: { rule: 'country_spelling', values: { Philipines: 'Philippines' } },
            },
            parent_account_id: { column: 'subsidiary_of' },
          },
        },
      ],
    },
    {
      name: 'sales_pipeline',
      feeds: [
        {
          entity: 'opportunity',
          fields: {
            opportunity_id: { column: 'opportunity_id' },
            owner_id: { column: 'sales_agent' },
            product_id: {
              column: 'product',
              spellings: { rule: 'product_spelling', values: { GTXPro: 'GTX Pro' } },
            },
            account_id: {
              column: 'account',
              when_missing: [{ rule: 'open_without_account', stages: ['open'], use: 'nothing' }],
            },
            stage: { column: 'deal_stage' },
            created_at: {
              column: 'engage_date',
              when_missing: [{ rule: 'created_on_last_day', stages: ['open'], use: 'last_day' }],
            },
            closed_at: { column: 'close_date' },
            amount: {
              column: 'close_value',
              empty: [{ texts: ['0', '0.0', '0.00'], stages: ['lost'] }],
              when_missing: [
                { rule: 'open_amount_from_list_price', stages: ['open'], use: 'list_price' },
                { rule: 'lost_amount_from_list_price', stages: ['lost'], use: 'list_price' },
              ],
              required_for: ['won'],
            },
          },
        },
      ],
    },
  ],
};
