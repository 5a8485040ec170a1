# One share by one disaggregation with R survey: Rscript survey.R EXPORT.csv
# Prints the seconds of svydesign and of svyby, then level, share and standard error.
suppressPackageStartupMessages(library(survey))

households <- read.csv(commandArgs(trailingOnly = TRUE)[1], na.strings = "")

design_seconds <- system.time(
  design <- svydesign(ids = ~village, strata = ~region, weights = ~weight, data = households, nest = TRUE)
)[["elapsed"]]
by_seconds <- system.time(
  shares <- svyby(~yes, ~wealth, design, svymean, na.rm = TRUE)
)[["elapsed"]]

cat(design_seconds, by_seconds, "\n")
for (row in seq_len(nrow(shares))) {
  cat(as.character(shares$wealth[row]), format(shares$yes[row], digits = 15), format(shares$se[row], digits = 15), "\n")
}
