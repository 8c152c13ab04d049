// Everything the Data page shows of one dataset, read and counted beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "data/stored_report.h"
#include "dataset/co_occurrence.h"
#include "dataset/pictures/picture_cache.h"
#include "dataset/prepared.h"
#include "dataset/statistics.h"

struct DatasetFacts {
    wb::PreparedInfo info;
    std::shared_ptr<const wb::Dataset> dataset;
    wb::DatasetStatistics statistics;
    StoredReport report;
    std::shared_ptr<const wb::PictureCache> pictures;  ///< null where none were stored
    QString pictureProblem;                            ///< why those that were stored cannot be used
    std::vector<std::int64_t> interactions;            ///< [items + 1], over train, validation and test
    std::vector<std::int32_t> rank;                    ///< [items + 1], 1 = most interactions; ties by item number
    std::vector<wb::ItemId> byRank;                    ///< [items], rank 1 first
    std::vector<QString> searchText;                   ///< [items + 1], searchable() of title and raw id
};
using DatasetFactsPointer = std::shared_ptr<const DatasetFacts>;

/// Reads the prepared folder. Throws UserError when it is damaged, Stopped.
DatasetFactsPointer readDatasetFacts(const wb::PreparedInfo& info, const wb::StopToken& stop);
/// As above for a dataset that is in memory.
DatasetFactsPointer factsOf(std::shared_ptr<const wb::Dataset> dataset, const wb::PreparedInfo& info,
                            const wb::StopToken& stop);

/// Lower case without accents, so that "pho" finds "Phở".
QString searchable(const QString& text);
/// The title, or the raw id of an item without one.
QString itemTitle(const wb::Item& item);
