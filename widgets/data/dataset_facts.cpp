// Everything the Data page shows of one dataset. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset_facts.h"

#include <algorithm>
#include <numeric>

#include "dataset/prepared_meta.h"
#include "foundation/error.h"

QString searchable(const QString& text) {
    const bool plain = std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.unicode() < 0x80; });
    if (plain) return text.toLower();
    const QString parts = text.normalized(QString::NormalizationForm_KD).toLower();
    QString bare;
    bare.reserve(parts.size());
    for (const QChar c : parts) {
        if (c.category() == QChar::Mark_NonSpacing) continue;
        bare += c == QChar(0x111) ? QChar(u'd') : c;  // the crossed d is a letter of its own
    }
    return bare;
}

QString itemTitle(const wb::Item& item) {
    return QString::fromStdString(item.title.empty() ? item.raw_id : item.title);
}

DatasetFactsPointer factsOf(std::shared_ptr<const wb::Dataset> dataset, const wb::PreparedInfo& info,
                            const wb::StopToken& stop) {
    auto facts = std::make_shared<DatasetFacts>();
    facts->info = info;
    facts->dataset = std::move(dataset);
    const wb::Dataset& data = *facts->dataset;
    facts->statistics = wb::dataset_statistics(data);
    stop.check();
    facts->interactions = wb::item_interactions(data);
    const auto items = static_cast<std::size_t>(data.item_count());
    facts->byRank.resize(items);
    std::iota(facts->byRank.begin(), facts->byRank.end(), 1);
    std::stable_sort(facts->byRank.begin(), facts->byRank.end(), [&](wb::ItemId a, wb::ItemId b) {
        return facts->interactions[static_cast<std::size_t>(a)] > facts->interactions[static_cast<std::size_t>(b)];
    });
    facts->rank.assign(items + 1, 0);
    for (std::size_t i = 0; i < items; ++i)
        facts->rank[static_cast<std::size_t>(facts->byRank[i])] = static_cast<std::int32_t>(i) + 1;
    stop.check();
    facts->searchText.resize(items + 1);
    for (std::size_t i = 1; i <= items; ++i)
        facts->searchText[i] = searchable(QString::fromStdString(data.items[i].title)) % QLatin1Char('\n') %
                               searchable(QString::fromStdString(data.items[i].raw_id));
    return facts;
}

DatasetFactsPointer readDatasetFacts(const wb::PreparedInfo& info, const wb::StopToken& stop) {
    auto dataset = std::make_shared<const wb::Dataset>(wb::read_prepared(info.folder));
    stop.check();
    auto facts = std::make_shared<DatasetFacts>(*factsOf(std::move(dataset), info, stop));
    facts->report = readStoredReport(wb::read_prepared_meta(info.folder).report_json);
    try {
        if (auto cache = wb::PictureCache::open(*facts->dataset))
            facts->pictures = std::make_shared<const wb::PictureCache>(*cache);
    } catch (const wb::UserError& error) {
        // The files themselves can still be shown; the page says what is wrong.
        facts->pictureProblem = QString::fromUtf8(error.what());
    }
    return facts;
}
