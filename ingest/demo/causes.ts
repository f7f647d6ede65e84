/**
 * Why things happen in the demo company. Every coefficient of the simulator is here; the process that uses those of a deal
 * is deal-process.ts. Effects on a deal are in log odds: added to the log of the weekly weight of moving forward, and
 * subtracted (times `lossShare`) from that of being lost, both beside a weight of 1 for staying.
 */

/** What a company sells to, and how it finds it. `win`: effect on a deal; `convert`: log odds of a lead to become one. */
export const sources = {
  website: { leads: 0.34, direct: 0.04, win: 0.03, convert: -1.2, engagement: 2.2 },
  advertising: { leads: 0.24, direct: 0.0, win: -0.18, convert: -1.95, engagement: 1.6 },
  event: { leads: 0.16, direct: 0.04, win: 0.01, convert: -1.3, engagement: 2.2 },
  referral: { leads: 0.09, direct: 0.14, win: 0.28, convert: -0.3, engagement: 3.2 },
  partner: { leads: 0.1, direct: 0.2, win: 0.1, convert: -0.7, engagement: 2.6 },
  outbound: { leads: 0.07, direct: 0.28, win: -0.12, convert: -1.4, engagement: 1.4 },
  expansion: { leads: 0.0, direct: 0.3, win: 0.22, convert: 0, engagement: 3.0 },
} as const;
export type Source = keyof typeof sources;

export const industries = [
  'manufacturing',
  'software',
  'finance',
  'healthcare',
  'retail',
  'logistics',
  'education',
  'energy',
] as const;
export const industryShares = [0.24, 0.16, 0.13, 0.12, 0.13, 0.1, 0.06, 0.06];

export const families = ['platform', 'analytics', 'automation', 'services'] as const;
/** Effect on a deal of an industry (row) buying a product family (column). */
export const industryFit = [
  [0.06, 0.0, 0.27, 0.06],
  [0.18, 0.24, -0.06, -0.18],
  [0.09, 0.27, -0.12, 0.06],
  [-0.06, 0.06, -0.06, 0.15],
  [-0.09, 0.12, 0.0, -0.12],
  [0.03, -0.06, 0.27, 0.0],
  [-0.21, -0.12, -0.27, 0.06],
  [-0.12, 0.0, 0.12, 0.09],
] as const;

export const sizeBands = ['small', 'medium', 'large', 'enterprise'] as const;
export const sizeShares = [0.42, 0.33, 0.17, 0.08];
/** Seats bought, relative to a small account. */
export const sizeQuantity = [1, 1.9, 3.6, 6];

export const competitors = ['none', 'incumbent_suite', 'low_price_rival', 'niche_specialist', 'in_house'] as const;
export const competitorShares = [0.5, 0.14, 0.16, 0.1, 0.1];
export const competitorWin = [0.12, -0.22, -0.14, -0.06, -0.16];

export const stages = ['qualification', 'discovery', 'proposal', 'negotiation', 'commit'] as const;
/** Actions of a week. `none` is a week without one. */
export const actions = ['none', 'email', 'call', 'meeting', 'visit'] as const;

export const deal = {
  /** How a static effect counts against being lost, relative to moving forward. */
  lossShare: 0.9,
  /** Weekly weights beside 1 for staying, at engagement 2.5 and no other effect, per stage. */
  forward: [0.285, 0.245, 0.232, 0.285, 0.36],
  lost: [0.118, 0.107, 0.097, 0.076, 0.055],
  back: [0, 0, 0, 0.03, 0.04],
  /** Share of the moves forward that pass over a stage. */
  skip: 0.06,
  /** Engagement 0 (silent) … 5: effect per level away from 2.5 on moving forward, and against being lost. */
  engagementForward: 0.26,
  engagementLost: 0.34,
  /** A deal of e times the usual amount: effect, and log of the factor on its pace. */
  amountWin: -0.07,
  amountPace: -0.16,
  /** Weeks after which being lost grows likelier, and by how much a week. */
  ageWeeks: 16,
  agePerWeek: 0.035,
  /** Without a decision by then it is lost. */
  maxWeeks: 64,
  /** A discount is agreed when a proposal is first made: how often it is a deep one, and its effect from then on. */
  deepDiscountShare: 0.35,
  deepDiscountWin: 0.16,
  /** Discounts in per cent from which one is drawn. */
  usualDiscounts: [0, 0, 0, 3, 5, 5, 8],
  deepDiscounts: [12, 15, 15, 18, 20, 25],
  /** What makes two deals alike on paper end differently: standard deviation of an effect nobody sees. */
  unseen: 0.15,
  /** Share handed to a colleague for no reason of the deal's; and for ever deleted, or deleted by mistake and restored. */
  transferred: 0.02,
  deleted: 0.008,
  restored: 0.007,
  /** Closed deals come back after `reopenWeeks`: chance after lost and after won. */
  reopenWeeks: 4,
  reopenLost: 0.02,
  reopenWon: 0.004,
} as const;

/** Share of each action among the weeks with one, per stage (e-mail, call, meeting, visit). */
export const actionMix = [
  [0.42, 0.42, 0.13, 0.03],
  [0.28, 0.3, 0.32, 0.1],
  [0.3, 0.25, 0.3, 0.15],
  [0.24, 0.26, 0.3, 0.2],
  [0.3, 0.4, 0.2, 0.1],
] as const;
/** Chance of an action in a week: diligence of the rep × (base + perLevel × engagement). */
export const actionChance = { base: 0.62, perLevel: 0.07, most: 0.97 } as const;
/** Chance that the other side answers or shows up. */
export const answered = { none: 0, email: 0.42, call: 0.5, meeting: 0.88, visit: 0.94 } as const;
/** The effect of a next action: chances that engagement moves by −1, 0, +1, +2, when answered and when not. */
export const actionEffect = {
  none: { answered: [0.6, 0.4, 0, 0], silent: [0.6, 0.4, 0, 0] },
  email: { answered: [0.05, 0.5, 0.45, 0], silent: [0.4, 0.6, 0, 0] },
  call: { answered: [0.03, 0.37, 0.55, 0.05], silent: [0.4, 0.6, 0, 0] },
  meeting: { answered: [0.02, 0.18, 0.55, 0.25], silent: [0.6, 0.4, 0, 0] },
  visit: { answered: [0.02, 0.1, 0.5, 0.38], silent: [0.6, 0.4, 0, 0] },
} as const;

/** Reps: spread of skill (effect on a deal) and of diligence (actions a week), and how long a new hire needs. */
export const rep = {
  skill: 0.08,
  diligence: 0.8,
  diligenceSpread: 0.06,
  rampWeeks: 26,
  rampEffect: -0.1,
  rapport: 0.05,
} as const;

/** Calendar. Weights of moving forward late in the pipeline (negotiation, commit) around the end of a quarter. */
export const quarterEnd = { last: [2.8, 2, 1.5, 1.2], first: [0.5, 0.55, 0.65, 0.8], lostLastWeek: 1.3 } as const;
/** Demand by calendar month: how much is created, and its fourth root how fast deals move. */
export const season = {
  en: [0.92, 0.96, 1.08, 1.0, 1.02, 1.06, 0.9, 0.84, 1.08, 1.08, 1.08, 0.98],
  zh: [0.92, 0.66, 1.12, 1.06, 1.04, 1.08, 1.0, 0.98, 1.08, 0.94, 1.08, 1.04],
} as const;
export const growthPerYear = 0.14;
/** Spread of the log of the daily number of new leads and deals, beyond chance: by day and by week. */
export const arrivalNoise = { day: 0.25, week: 0.12 } as const;

/** Leads: effect on the log odds of conversion of each fivefold delay of the first answer beyond ten minutes, and of fit. */
export const lead = { responsePerFivefold: -0.22, fit: 0.8, neverAnswered: 0.05, neverAnsweredEffect: -2.5 } as const;

/** The plan: heavier in the last month of a quarter, light while the first pipeline builds up. */
export const quota = { reached: 0.9, monthOfQuarter: [0.8, 0.92, 1.28], firstMonths: [0.1, 0.35, 0.7] } as const;
