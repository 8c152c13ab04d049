// Words for runs that several pages use: states, durations, what a run is. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include "experiment/method.h"
#include "experiment/store.h"

namespace runtexts {

/// Sign and word: "▶ running". Colour is never the only sign.
QString status(wb::RunStatus status);
QColor statusColour(wb::RunStatus status, const QPalette& palette);
/// "45 s", "3 min 20 s", "2 h 5 min".
QString duration(double seconds);
/// "about 4 min left"; empty when unknown.
QString timeLeft(double seconds);
/// The run's name, or "LRURec + Qwen on sample".
QString title(const wb::RunRow& row, const wb::Registry& registry);
/// The methods alone: "LRURec + Qwen".
QString methods(const wb::RunRow& row, const wb::Registry& registry);
/// "NDCG@10" for the key "ndcg@10", "MRR" for "mrr"; the same in every language.
QString metric(const QString& key);
/// Of a series with a part of the loss: "BPR" for "loss_bpr".
QString lossPart(const QString& series);
/// "Stage 1", "Evaluation"...; phases as in ProgressEvent.
QString phase(const std::string& phase);

}  // namespace runtexts
