// Menus that say which column is the user, the item, the rating and the time. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>

#include "dataset/preview.h"

class QComboBox;

class ColumnChoice : public QWidget {
    Q_OBJECT
  public:
    explicit ColumnChoice(QWidget* parent = nullptr);
    /// The columns of the source with the parts that they were given or guessed.
    void setPreview(const wb::SourcePreview& preview);
    /// What the person chose; empty parts are guessed by the import.
    const wb::ColumnMapping& mapping() const { return m_mapping; }
    void reset();  ///< forgets the choice: other files have other columns

  Q_SIGNALS:
    void edited();

  private:
    void choose(std::size_t part);
    std::array<QComboBox*, 4> m_menus;
    wb::ColumnMapping m_mapping;
    std::vector<std::string> m_names;  ///< how the import is told each column
};
