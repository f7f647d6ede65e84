import type { Entity } from './entity.ts';

/** Something that is sold. */
export const product = {
  name: 'product',
  label: { en: 'Product', zh: '产品' },
  key: 'product_id',
  title: 'product_name',
  fields: {
    product_id: { type: 'text', required: true, label: { en: 'Product ID', zh: '产品编号' } },
    product_name: { type: 'text', required: true, label: { en: 'Product', zh: '产品名称' } },
    product_family: { type: 'text', label: { en: 'Product family', zh: '产品系列' } },
    list_price: { type: 'money', label: { en: 'List price', zh: '标价' } },
  },
} as const satisfies Entity;
