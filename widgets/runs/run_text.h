// Words, icons and numbers for a run, the same on every page. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>
#include <optional>

#include "experiment/method.h"
#include "experiment/store.h"

namespace run_text {

QString statusWord(wb::RunStatus status);
QString statusWord(const wb::RunRow& run);
/// A painted sign whose shape differs by state: colour alone says nothing.
QIcon statusIcon(wb::RunStatus status, const QPalette& palette);

/// "LRURec", "LRURec → Qwen3", or the task where there is no method.
QString methods(const wb::RunRow& run, const wb::Registry* registry);
/// The name, or "Run 12" where the person gave none.
QString name(const wb::RunRow& run);
/// "12 · my run"
QString numberedName(const wb::RunRow& run);

/// "0.4 s", "3 min 05 s", "2 h 10 min".
QString duration(double seconds);
QString dateTime(double unixSeconds);
/// Four decimals, in the person's locale.
QString metric(double value);
/// "1st", "7th"; other languages choose their own form.
QString ordinal(qint64 rank);
/// Rank of a target with its ties: "7", or "3–5" for a tied group.
QString rank(qint64 better, qint64 equal);

/// 2 where the run has a reranker's result, 1 where it only retrieves, 0 without a result.
int lastStage(const wb::RunRow& run);
/// A metric of the last stage: part "test", "val", "chance"; key "ndcg@10".
std::optional<double> lastStageMetric(const wb::RunRow& run, const std::string& part, const std::string& key);
/// What a table of runs shows, as `rerank runs list` does: over all test users, misses of retrieval included.
std::optional<double> overallMetric(const wb::RunRow& run, const std::string& key);
/// Its expectation under random order of the same lists: no order finds what retrieval missed.
std::optional<double> overallChance(const wb::RunRow& run, const std::string& key);

/// Why test results of a run are not shown (RunRow::test_hidden); empty = they are.
QString whyTestHidden(const wb::RunRow& run);

}  // namespace run_text
