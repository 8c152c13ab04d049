// What the plots of a dataset show. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/figures.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>
#include <cmath>

namespace figures {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("DatasetFigures", text);
}

/// "5 - 9" for whole numbers from 5 to 9; "4" for a bin that holds one number.
QString binLabel(double from, double to) {
    const QLocale locale;
    if (to - from <= 1) return locale.toString(from, 'f', 0);
    return locale.toString(from, 'f', 0) % QChar(0x2013) % locale.toString(to - 1, 'f', 0);
}

void addBins(Figure& figure, const wb::Histogram& histogram) {
    for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin) {
        figure.labels << binLabel(histogram.edges[bin], histogram.edges[bin + 1]);
        figure.values.push_back(static_cast<double>(histogram.counts[bin]));
    }
}

}  // namespace

Figure historyLengths(const DatasetFacts& facts) {
    Figure figure;
    figure.labelTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "interactions of a user"));
    figure.valueTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "users"));
    addBins(figure, facts.statistics.history_length);
    return figure;
}

Figure popularity(const DatasetFacts& facts) {
    Figure figure;
    figure.labelTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "interactions of an item"));
    figure.valueTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "items"));
    addBins(figure, facts.statistics.item_popularity);
    return figure;
}

Figure ranks(const DatasetFacts& facts) {
    Figure figure;
    figure.labelTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "rank of an item"));
    figure.valueTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "interactions"));
    const QLocale locale;
    std::size_t rank = 1;
    while (rank <= facts.byRank.size()) {
        const auto item = static_cast<std::size_t>(facts.byRank[rank - 1]);
        // Items that nobody chose have no place on a logarithmic axis, and all others stand before them.
        if (facts.interactions[item] == 0) break;
        figure.labels << locale.toString(qulonglong(rank));
        figure.keys.push_back(static_cast<double>(rank));
        figure.values.push_back(static_cast<double>(facts.interactions[item]));
        rank = std::max(rank + 1, static_cast<std::size_t>(std::floor(static_cast<double>(rank) * 1.03)));
    }
    return figure;
}

Figure timeline(const DatasetFacts& facts) {
    Figure figure;
    figure.labelTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "month"));
    figure.valueTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "interactions"));
    const auto& months = facts.report.timeline;
    // Months without interactions are not in the report; in the plot they are gaps as long as they were.
    const auto number = [](const QString& month) {
        return month.left(month.indexOf(u'-')).toInt() * 12 + month.mid(month.indexOf(u'-') + 1).toInt() - 1;
    };
    int next = months.empty() ? 0 : number(months.front().month);
    for (const auto& month : months) {
        for (; next < number(month.month) && figure.values.size() < 5000; ++next) {
            figure.labels << QStringLiteral("%1-%2").arg(next / 12).arg(next % 12 + 1, 2, 10, QLatin1Char('0'));
            figure.values.push_back(0);
        }
        figure.labels << month.month;
        figure.values.push_back(static_cast<double>(month.count));
        next = number(month.month) + 1;
    }
    return figure;
}

Figure coverage(const DatasetFacts& facts) {
    Figure figure;
    figure.labelTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "part of an item"));
    figure.valueTitle = translated(QT_TRANSLATE_NOOP("DatasetFigures", "share of the items, %"));
    figure.highest = 100;
    figure.valueSuffix = QStringLiteral(" %");
    const auto& counts = facts.statistics;
    const std::array<std::pair<const char*, std::int64_t>, 5> parts{
        std::pair{QT_TRANSLATE_NOOP("DatasetFigures", "title"), counts.items_with_title},
        std::pair{QT_TRANSLATE_NOOP("DatasetFigures", "text"), counts.items_with_text},
        std::pair{QT_TRANSLATE_NOOP("DatasetFigures", "picture"), counts.items_with_image},
        std::pair{QT_TRANSLATE_NOOP("DatasetFigures", "caption"), counts.items_with_caption},
        std::pair{QT_TRANSLATE_NOOP("DatasetFigures", "summary"), counts.items_with_summary}};
    for (const auto& [title, count] : parts) {
        figure.labels << translated(title);
        figure.values.push_back(
            counts.items > 0 ? 100.0 * static_cast<double>(count) / static_cast<double>(counts.items) : 0.0);
    }
    return figure;
}

}  // namespace figures
