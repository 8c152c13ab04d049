// Menus that say which column is the user, the item, the rating and the time. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/column_choice.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>

namespace {

/// The header's name where it is one of a kind and cannot be taken for a number, else the number of the column.
std::string columnName(const wb::SourcePreview& preview, std::size_t column) {
    const std::string number = std::to_string(column + 1);
    if (!preview.shape.header || column >= preview.header.size()) return number;
    const std::string& name = preview.header[column];
    const bool digits =
        !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool unique = std::count(preview.header.begin(), preview.header.end(), name) == 1;
    return name.empty() || digits || !unique ? number : name;
}

}  // namespace

ColumnChoice::ColumnChoice(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    const std::array titles{tr("User"), tr("Item"), tr("Rating"), tr("Time")};
    const std::array names{QStringLiteral("column_user"), QStringLiteral("column_item"),
                           QStringLiteral("column_rating"), QStringLiteral("column_time")};
    for (std::size_t part = 0; part < m_menus.size(); ++part) {
        auto* menu = new QComboBox(this);
        menu->setObjectName(names[part]);
        menu->setAccessibleName(tr("Column of the %1", "user, item, rating or time").arg(titles[part]));
        menu->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        menu->setMinimumContentsLength(6);
        auto* label = new QLabel(titles[part], this);
        label->setBuddy(menu);
        // Two by two, each beside its name: four side by side are too wide for a small screen.
        const int place = static_cast<int>(part);
        grid->addWidget(label, place / 2, place % 2 * 2);
        grid->addWidget(menu, place / 2, place % 2 * 2 + 1);
        grid->setColumnStretch(place % 2 * 2 + 1, 1);
        m_menus[part] = menu;
        connect(menu, &QComboBox::activated, this, [this, part] { choose(part); });
    }
}

void ColumnChoice::reset() {
    m_mapping = {};
}

void ColumnChoice::setPreview(const wb::SourcePreview& preview) {
    const std::array now{preview.shape.user, preview.shape.item, preview.shape.rating, preview.shape.time};
    m_names.clear();
    for (std::size_t column = 0; column < preview.header.size(); ++column)
        m_names.push_back(columnName(preview, column));
    for (std::size_t part = 0; part < m_menus.size(); ++part) {
        QComboBox* menu = m_menus[part];
        const QSignalBlocker quiet(menu);
        menu->clear();
        // A part that was found stays; one that was not may stay out, if the import can do without it.
        const bool needed = part < 2;
        if (now[part] < 0) menu->addItem(needed ? tr("choose...") : tr("none"), -1);
        for (std::size_t column = 0; column < preview.header.size(); ++column) {
            QString title = QString::fromStdString(preview.header[column]);
            if (!preview.shape.header) title = tr("Column %1").arg(column + 1);
            menu->addItem(title, static_cast<int>(column));
        }
        menu->setCurrentIndex(std::max(0, menu->findData(now[part])));
        menu->setEnabled(preview.columns_can_change);
    }
}

void ColumnChoice::choose(std::size_t part) {
    const std::array<std::string*, 4> texts{&m_mapping.user, &m_mapping.item, &m_mapping.rating, &m_mapping.time};
    // All menus as they stand: a part that is guessed again could land on the column that was just chosen.
    for (std::size_t each = 0; each < m_menus.size(); ++each) {
        const int column = m_menus[each]->currentData().toInt();
        const bool taken = each != part && column == m_menus[part]->currentData().toInt();
        texts[each]->clear();
        if (column >= 0 && !taken) *texts[each] = m_names[static_cast<std::size_t>(column)];
    }
    Q_EMIT edited();
}
