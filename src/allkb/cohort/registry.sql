-- A registry nobody is in: chances are made up, roughly as in clinics, and nothing is fitted to data.
-- draw('x') is a number in [0, 1) that depends on the patient, the seed and 'x' alone.
WITH base AS (
  SELECT
    i,
    CASE WHEN draw('lineage') < 0.88 THEN 'B-ALL' ELSE 'T-ALL' END AS lineage,
    CASE WHEN draw('disease') < 0.96 THEN 'ALL' ELSE 'lymphoblastic lymphoma' END AS disease,
    round(0.3 + 17.6 * draw('age') ** 1.5, 1) AS age_at_diagnosis,
    CASE WHEN draw('relapses') < 0.02 THEN 0 WHEN draw('relapses') < 0.78 THEN 1
         WHEN draw('relapses') < 0.95 THEN 2 ELSE 3 END AS relapse_number,
    CASE WHEN draw('whole months') < 0.5 THEN floor(1 + 80 * draw('months') ** 1.4)
         ELSE round(1 + 80 * draw('months') ** 1.4, 1) END AS months,
    CASE WHEN draw('treatment') < 0.5 THEN 24 ELSE 30 END AS months_of_treatment,
    CASE WHEN draw('site') < 0.55 THEN 'isolated marrow' WHEN draw('site') < 0.75 THEN 'combined'
         WHEN draw('site') < 0.90 THEN 'isolated CNS' WHEN draw('site') < 0.95 THEN 'isolated testicular'
         ELSE 'other extramedullary' END AS site,
    draw('in remission') < 0.55 AS in_remission,
    draw('hsct') < 0.25 AS prior_allogeneic_hsct,
    draw('alteration') AS alteration,
  FROM range($n) AS patients(i)
), course AS (
  SELECT
    *,
    relapse_number > 0 AS relapsed,
    in_remission AND relapse_number > 0 AS remission,
    lineage = 'B-ALL' AS b_lineage,
    prior_allogeneic_hsct AND relapse_number > 0 AND draw('after hsct') < 0.6 AS relapsed_after_hsct,
    lineage = 'B-ALL' AND draw('car t') < 0.15 AS prior_car_t,
    lineage = 'B-ALL' AND draw('blinatumomab') < 0.25 AS prior_blinatumomab,
    lineage = 'B-ALL' AND alteration < 0.04 AS bcr_abl1,
    CASE WHEN draw('donor') < 0.22 THEN 'matched sibling'
         WHEN draw('donor') < 0.27 THEN 'other matched family member'
         WHEN draw('donor') < 0.62 THEN 'matched unrelated'
         WHEN draw('donor') < 0.72 THEN 'mismatched unrelated'
         WHEN draw('donor') < 0.82 THEN 'haploidentical mother'
         WHEN draw('donor') < 0.92 THEN 'haploidentical father'
         ELSE 'other haploidentical relative' END AS any_donor,
  FROM base
), treated AS (
  SELECT
    *,
    CASE WHEN relapsed THEN site END AS relapse_site,
    CASE WHEN relapsed THEN site IN ('isolated marrow', 'combined') END AS marrow_involved,
    CASE WHEN relapsed THEN site = 'isolated CNS' OR (site = 'combined' AND draw('cns') < 0.6) END AS cns_involved,
    CASE WHEN relapsed THEN site = 'isolated testicular' OR (site = 'combined' AND draw('testis') < 0.3) END AS testis_involved,
    CASE WHEN relapsed THEN site = 'other extramedullary' OR (
      site = 'combined' AND (draw('elsewhere') < 0.2 OR (draw('cns') >= 0.6 AND draw('testis') >= 0.3))
    ) END AS other_site_involved,
    CASE WHEN prior_car_t THEN CASE WHEN draw('car t response') < 0.8 THEN 'response' ELSE 'no response' END END AS car_t_response,
    prior_car_t AND relapse_number > 0 AND draw('car t response') < 0.35 AS relapsed_after_car_t,
    CASE WHEN prior_allogeneic_hsct THEN proportion(draw('mrd before hsct')) END AS mrd_before_hsct,
    CASE WHEN relapsed THEN round(age_at_diagnosis + months / 12, 1) END AS age_at_relapse,
  FROM course
), latent AS (
  SELECT
    i,
    round(coalesce(age_at_relapse, age_at_diagnosis) + draw('age now') ** 2, 1) AS age,
    age_at_diagnosis,
    age_at_relapse,
    draw('down') < 0.03 AS down_syndrome,
    CASE WHEN age_at_diagnosis < 1 OR age_at_diagnosis >= 10 OR draw('nci') < 0.3 THEN 'high' ELSE 'standard' END AS nci_risk_at_diagnosis,
    disease,
    NOT remission AND (relapse_number = 0 OR draw('refractory') < 0.3) AS refractory,
    relapse_number,
    CASE WHEN relapsed THEN months END AS months_from_diagnosis_to_relapse,
    CASE WHEN relapsed THEN greatest(0, months - months_of_treatment) END AS months_from_treatment_to_relapse,
    CASE WHEN relapsed THEN round(months * (0.9 - 0.3 * draw('first')), 1) END AS months_of_first_remission,
    lineage,
    prior_allogeneic_hsct,
    relapsed_after_hsct,
    CASE WHEN relapsed_after_hsct THEN round(36 * draw('hsct months') ** 1.5, 1) END AS months_from_hsct_to_relapse,
    prior_allogeneic_hsct AND draw('tbi') < 0.6 AS prior_tbi,
    relapse_site,
    marrow_involved,
    cns_involved,
    testis_involved,
    other_site_involved,
    CASE WHEN cns_involved THEN 'CNS3' WHEN draw('cns status') < 0.85 THEN 'CNS1' ELSE 'CNS2' END AS cns_status,
    CASE WHEN marrow_involved AND NOT remission THEN round(0.05 + 0.94 * draw('blasts'), 2)
         ELSE round(0.049 * draw('blasts'), 3) END AS marrow_blasts,
    CASE WHEN remission THEN 0 ELSE round(40000 * draw('peripheral') ** 3) END AS peripheral_blasts,
    draw('cranial') < 0.15 AS prior_cranial_irradiation,
    CASE WHEN remission THEN 'complete remission' ELSE 'no complete remission' END AS remission_status,
    CASE WHEN NOT remission THEN NULL WHEN draw('confirmed') < 0.4 THEN 'morphology'
         WHEN draw('confirmed') < 0.8 THEN 'flow cytometry' ELSE 'PCR' END AS remission_confirmed_by,
    relapse_number + CASE WHEN remission THEN 1 ELSE 0 END AS remission_number,
    CASE WHEN relapsed THEN NOT remission AND draw('by morphology') < 0.4 END AS morphological_disease_after_reinduction,
    proportion(draw('mrd')) AS mrd,
    CASE WHEN relapsed THEN proportion(draw('mrd after reinduction')) END AS mrd_after_reinduction,
    mrd_before_hsct,
    CASE WHEN prior_car_t THEN proportion(draw('mrd after car t')) END AS mrd_after_car_t,
    CASE WHEN draw('method') < 0.6 THEN 'flow cytometry' WHEN draw('method') < 0.95 THEN 'PCR' ELSE 'sequencing' END AS mrd_method,
    draw('donor found') < 0.75 AS suitable_donor_found,
    draw('crucial') < 0.3 AS immediate_hsct_crucial,
    CASE WHEN prior_allogeneic_hsct THEN draw('second hsct') < 0.5 END AS able_to_have_second_hsct,
    CASE WHEN b_lineage THEN draw('able car t') < 0.7 END AS able_to_have_car_t,
    CASE WHEN prior_allogeneic_hsct THEN draw('weaned') < 0.5 END AS weaned_from_immune_suppression,
    prior_allogeneic_hsct AND draw('gvhd') < 0.35 AS gvhd,
    prior_blinatumomab,
    CASE WHEN prior_blinatumomab THEN CASE WHEN draw('blinatumomab response') < 0.55 THEN 'response' ELSE 'no response' END END AS blinatumomab_response,
    prior_car_t,
    car_t_response,
    CASE WHEN prior_car_t THEN CASE WHEN draw('costimulation') < 0.75 THEN '4-1BB' ELSE 'CD28' END END AS car_t_costimulation,
    relapsed_after_car_t,
    CASE WHEN NOT relapsed_after_car_t THEN NULL WHEN draw('antigen') < 0.55 THEN 'CD19 positive'
         WHEN draw('antigen') < 0.93 THEN 'CD19 negative' ELSE 'lineage switch' END AS antigen_at_relapse,
    CASE WHEN prior_car_t THEN draw('aplasia') < 0.6 END AS b_cell_aplasia,
    CASE WHEN prior_car_t THEN floor(18 * draw('aplasia months') ** 1.5) END AS months_of_b_cell_aplasia,
    bcr_abl1 AND draw('imatinib') < 0.8 AS prior_imatinib,
    CASE WHEN prior_allogeneic_hsct THEN any_donor END AS donor,
    CASE WHEN NOT prior_allogeneic_hsct THEN NULL WHEN draw('graft') < 0.6 THEN 'bone marrow'
         WHEN draw('graft') < 0.85 THEN 'peripheral blood' ELSE 'cord blood' END AS graft,
    CASE WHEN NOT prior_allogeneic_hsct THEN NULL WHEN any_donor LIKE '%haplo%' THEN 3 + floor(3 * draw('mismatches'))
         WHEN any_donor LIKE 'mismatched%' THEN 1 + floor(2 * draw('mismatches')) ELSE 0 END AS hla_mismatches,
    CASE WHEN NOT prior_allogeneic_hsct THEN NULL WHEN draw('manipulation') < 0.75 THEN 'none'
         WHEN draw('manipulation') < 0.85 THEN 'CD34 selection with T-cell depletion' ELSE 'alpha-beta TCR/CD19 depletion' END AS graft_manipulation,
    CASE WHEN prior_allogeneic_hsct THEN draw('chimerism') < 0.2 END AS increasing_recipient_chimerism,
    CASE WHEN prior_allogeneic_hsct THEN draw('mrd after hsct') < 0.25 END AS mrd_detectable_after_hsct,
    mrd_before_hsct >= 0.0001 AS mrd_detectable_before_hsct,
    bcr_abl1 AS alteration_bcr_abl1,
    alteration BETWEEN 0.04 AND 0.08 AS alteration_kmt2a_rearrangement,
    b_lineage AND alteration BETWEEN 0.10 AND 0.30 AS alteration_etv6_runx1,
    b_lineage AND alteration BETWEEN 0.30 AND 0.50 AS alteration_high_hyperdiploidy,
    b_lineage AND alteration BETWEEN 0.30 AND 0.38 AS alteration_high_hyperdiploidy_with_trisomies_4_and_10,
    b_lineage AND alteration BETWEEN 0.50 AND 0.53 AS alteration_hypodiploidy,
    b_lineage AND alteration BETWEEN 0.53 AND 0.57 AS alteration_tcf3_pbx1,
  FROM treated
)
SELECT
  'simulated-' || lpad((i + 1)::VARCHAR, 10, '0') AS patient,
  $columns
FROM latent
