// What is left after every step of an import, as a table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/steps_model.h"

#include <QLocale>

#include "data/data_texts.h"

void StepsModel::setSteps(std::vector<wb::StepCount> steps) {
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

void StepsModel::add(const wb::StepCount& step) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_steps.push_back(step);
    endInsertRows();
}

int StepsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int StepsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 5;
}

QVariant StepsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const wb::StepCount& step = m_steps[row];
    if (role == Qt::TextAlignmentRole)
        return index.column() == 0 ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole && role != Qt::UserRole) return {};
    const bool raw = role == Qt::UserRole;
    const auto number = [raw](std::int64_t value) {
        return raw ? QVariant(qlonglong(value)) : QVariant(QLocale().toString(qlonglong(value)));
    };
    switch (index.column()) {
        case 0:
            return raw ? QVariant(QString::fromStdString(step.step)) : QVariant(datatexts::step(step.step));
        case 1:
            return number(step.users);
        case 2:
            return number(step.items);
        case 3:
            return number(step.interactions);
        default: {
            if (row == 0 || m_steps[row - 1].interactions == 0) return {};
            const double kept =
                100.0 * static_cast<double>(step.interactions) / static_cast<double>(m_steps[row - 1].interactions);
            return raw ? QVariant(kept) : QVariant(tr("%1 %").arg(QLocale().toString(kept, 'f', 1)));
        }
    }
}

QVariant StepsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case 0:
            return tr("Step");
        case 1:
            return tr("Users");
        case 2:
            return tr("Items");
        case 3:
            return tr("Interactions");
        default:
            return tr("Kept");
    }
}
