// Comparing runs by user: what is computed beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/comparison.h"
#include "experiment/store.h"

enum class Verdict { better, worse, noEvidence, notInformative, notComparable, notTrained };
QString verdictWord(Verdict verdict);

/// One metric of one run against the baseline, over the users of both.
struct MetricComparison {
    QString metric;  ///< "ndcg@10": not translated
    qint64 run = 0;
    wb::PairedComparison paired;  ///< a = baseline
    double adjusted = 1;          ///< Holm over all rows that are judged
    Verdict verdict = Verdict::noEvidence;
};

struct UserGain {
    int user = 0;
    qint64 run = 0;
    QString rankBaseline, rank;
    double reciprocalBaseline = 0, reciprocal = 0;
    double gain() const { return reciprocal - reciprocalBaseline; }
};

struct ComparisonReport {
    qint64 baseline = 0;
    int stage = 0;
    std::string split;
    std::int64_t users = 0;  ///< of the baseline
    std::vector<MetricComparison> metrics;
    std::vector<UserGain> gains;
    QStringList cautions;  ///< full sentences: why a comparison says less than it seems to
};

/// `runs` without the baseline. Throws UserError (from the store). Stops early when `cancelled` is set.
ComparisonReport compareRuns(const std::filesystem::path& storeFile, qint64 baseline, const QList<qint64>& runs,
                             int stage, const std::string& split,
                             const std::shared_ptr<std::atomic<bool>>& cancelled);
