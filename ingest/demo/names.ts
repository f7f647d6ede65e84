import type { DemoLanguage } from './options.ts';

/** The words names are made of. `company` is put together as brand + trade + form. */
export interface Words {
  given: readonly string[];
  family: readonly string[];
  /** Between given and family name; Chinese puts the family name first and nothing between. */
  person: (given: string, family: string) => string;
  brand: readonly string[];
  /** Per industry of causes.ts. */
  trade: readonly (readonly string[])[];
  form: readonly string[];
  company: (brand: string, trade: string, form: string) => string;
  titles: readonly string[];
  teams: readonly string[];
  products: readonly string[];
  workspace: string;
}

const split = (text: string) => text.split(/\s+/).filter(Boolean);

const en: Words = {
  given: split(`Emma Liam Olivia Noah Ava Ethan Sophia Mason Isabella Lucas Mia Logan Amelia Jacob Harper Daniel Evelyn
    Henry Abigail Owen Emily Samuel Ella Wyatt Grace Carter Chloe Julian Lily Levi Hannah Isaac Nora Gabriel Zoe Anthony
    Maya Dylan Priya Mateo Leila Andre Ingrid Rafael Naomi Marcus Elena Victor Tessa Omar`),
  family:
    split(`Bennett Carlson Diaz Ellis Foster Grant Hughes Iverson Jensen Keller Lawson Marsh Nolan Ortiz Palmer Quinn
    Reyes Sawyer Turner Underwood Vance Walsh Young Abbott Brooks Chen Dawson Emerson Fischer Gallagher Hoffman Ito Kapoor
    Lindqvist Moreno Novak Okafor Patel Rossi Schmidt Tanaka Vargas Whitfield Zimmerman Barnes Coleman Delgado Frost
    Greer Holloway`),
  person: (given, family) => `${given} ${family}`,
  brand:
    split(`Northfield Brightwater Summit Harbor Cedar Ironwood Bluepeak Silverline Oakridge Redstone Clearview Kestrel
    Granite Meridian Lakeshore Pinnacle Evergreen Sterling Falcon Copperhill Beacon Ashford Westbrook Larkspur Montrose
    Crestline Highland Riverbend Stonegate Windmere Fairmont Hawthorne Juniper Kingsley Linden Marlow Norwood Orchard
    Prescott Quarry Ridgeway Sequoia Thornton Upland Valley Waverly Yarrow Zenith Arbor Birchwood Canyon Delmar Eastgate
    Foxglove Glenwood Hartwell Ivory Jasper Keystone Lumen`),
  trade: [
    split('Manufacturing Industries Metalworks Machinery Components Plastics Tooling'),
    split('Software Technologies Labs Systems Digital Cloud Data'),
    split('Capital Insurance Bank Financial Credit Advisors Wealth'),
    split('Health Medical Clinics Diagnostics Pharma Care Biosciences'),
    split('Retail Stores Outfitters Markets Foods Apparel Home'),
    split('Logistics Freight Shipping Transport Warehousing Express Carriers'),
    split('Academy Learning Education College Institute Training School'),
    split('Energy Power Solar Utilities Petroleum Renewables Grid'),
  ],
  form: ['Inc.', 'LLC', 'Corp.', 'Group', 'Co.', '& Sons', 'Partners', 'Holdings', 'International', 'of America'],
  company: (brand, trade, form) => `${brand} ${trade} ${form}`,
  titles: [
    'Chief Financial Officer',
    'VP Operations',
    'IT Director',
    'Head of Procurement',
    'Operations Manager',
    'Data Manager',
    'Plant Manager',
    'Chief Information Officer',
    'Business Analyst',
    'Project Manager',
  ],
  teams: ['Northeast Enterprise', 'Northeast Growth', 'Midwest', 'South Enterprise', 'South Growth', 'West'],
  products: [
    'Core Platform',
    'Platform Plus',
    'Platform Enterprise',
    'Insight Starter',
    'Insight Pro',
    'Insight Predict',
    'Flow Basic',
    'Flow Factory',
    'Flow Orchestrate',
    'Onboarding Package',
    'Premium Support',
    'Advisory Days',
  ],
  workspace: 'Larkfield Software (demo)',
};

const zh: Words = {
  given:
    split(`伟 芳 娜 敏 静 磊 洋 艳 勇 杰 涛 明 超 霞 平 刚 桂英 文博 子轩 雨桐 浩然 欣怡 俊杰 思远 佳宁 晓东 建国 海燕 志强
    丽华 梓涵 嘉豪 诗涵 宇航 若曦 泽宇 晨曦 书瑶 一鸣 雅婷 国栋 春梅 振华 立新 秀兰 鹏飞 婷婷 家辉 美玲 永康`),
  family:
    split(`王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈
    曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎`),
  person: (given, family) => `${family}${given}`,
  brand:
    split(`华盛 中瑞 恒达 金桥 远航 东方 天合 瑞丰 鼎新 宏图 博雅 联创 盛世 汇智 安泰 嘉禾 新程 长青 万通 卓越 启明 海川 立方
    星河 鸿运 正阳 凯旋 智远 同创 佳和 科锐 泰康源 云帆 蓝海 信诚 众合 锦程 华润达 通达 宇辰 精诚 丰源 晨光 晟达 合力 润泽 翔宇
    领航 广源 德胜 康宁 创想 景明 隆基业 瀚海 亿联 至诚 顺通 百川 光大成`),
  trade: [
    split('精密机械 装备制造 电子 汽车零部件 新材料 模具 重工'),
    split('软件 信息技术 网络科技 数据 智能科技 云计算 数字科技'),
    split('保险经纪 融资租赁 资产管理 小额贷款 证券 金融服务 投资'),
    split('医疗器械 生物医药 医院管理 健康科技 制药 医学检验 康复'),
    split('商贸 连锁超市 服饰 食品 家居 百货 电子商务'),
    split('物流 供应链 货运 快递 仓储 国际货代 冷链'),
    split('教育 职业培训 文化传播 教育科技 学校管理 出版 研学'),
    split('新能源 电力 光伏 燃气 石化 环保能源 储能'),
  ],
  form: [
    '有限公司',
    '股份有限公司',
    '集团',
    '（上海）有限公司',
    '（深圳）有限公司',
    '（北京）有限公司',
    '（杭州）有限公司',
    '（成都）有限公司',
    '（苏州）有限公司',
    '集团股份有限公司',
  ],
  company: (brand, trade, form) => `${brand}${trade}${form}`,
  titles: [
    '财务总监',
    '运营副总裁',
    '信息化总监',
    '采购总监',
    '运营经理',
    '数据经理',
    '厂长',
    '首席信息官',
    '业务分析师',
    '项目经理',
  ],
  teams: ['华东大客户部', '华东成长部', '华北部', '华南大客户部', '华南成长部', '西部'],
  products: [
    '核心平台标准版',
    '核心平台增强版',
    '核心平台企业版',
    '洞察入门版',
    '洞察专业版',
    '洞察预测版',
    '流程基础版',
    '流程工厂版',
    '流程协同版',
    '实施服务包',
    '高级支持',
    '顾问人天',
  ],
  workspace: '云雀软件（演示）',
};

export const wordsOf = (language: DemoLanguage): Words => ({ en, zh })[language];

/** Campaign names by channel and date. */
export function campaignName(language: DemoLanguage, channel: string, year: number, part: number): string {
  const en: Record<string, string> = {
    advertising: `Search ads ${year}-${String(part).padStart(2, '0')}`,
    event: `Industry summit ${year} Q${part}`,
    webinar: `Webinar series ${year} Q${part}`,
  };
  const zh: Record<string, string> = {
    advertising: `搜索广告 ${year}年${part}月`,
    event: `行业峰会 ${year}年第${part}季度`,
    webinar: `线上研讨会 ${year}年第${part}季度`,
  };
  return (language === 'zh' ? zh : en)[channel] ?? channel;
}
