// A form made from declarations: give it parameters, get fields. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QHash>
#include <QWidget>
#include <map>
#include <string>
#include <vector>

#include "experiment/params.h"

class ParamField;
class QFormLayout;
class QToolButton;
class QVBoxLayout;

/// Of labels of forms that stand one above the other; longer texts go on in a second line.
inline int formLabelWidth(const QFontMetrics& metrics) {
    return metrics.averageCharWidth() * 20;
}

class ParamForm : public QWidget {
    Q_OBJECT
  public:
    /// `section` is the first part of the full key and of object names: "retrieval" -> field "retrieval_epochs".
    explicit ParamForm(QString section, QWidget* parent = nullptr);

    /// Builds the fields anew. Keys in `left_out` get none (they are chosen elsewhere).
    void setParams(const std::vector<wb::ParamSpec>& params, const QStringList& leftOut = {});
    /// Fields that make no difference now: kept with their values, not shown.
    void setHidden(const QStringList& keys);
    /// A preset's values; fields that were not touched follow.
    void setBase(const wb::Settings& preset);
    void resetAll();
    /// Values by key, as typed. Fields whose key is absent go back to their base.
    void setValues(const std::map<std::string, std::string>& values);
    /// Fields whose text differs from the base. A wrong value in a field that does not apply is left out.
    std::map<std::string, std::string> changedValues() const;
    /// All fields, changed or not.
    std::map<std::string, std::string> values() const;
    /// Paints the problems of this section at their fields; returns how many fitted. Keys are "section.key".
    int showProblems(const std::vector<wb::Problem>& problems);
    ParamField* field(const QString& key) const { return m_byKey.value(key); }
    const QList<ParamField*>& fields() const { return m_fields; }
    bool isEmpty() const { return m_fields.isEmpty(); }
    /// Opens "Advanced" when the field is there, and sets the focus.
    bool focusField(const QString& key);

  Q_SIGNALS:
    void edited();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void addFields(QVBoxLayout* into, const std::vector<const wb::ParamSpec*>& params);
    void updateVisibility();
    void setAdvancedOpen(bool open);

    const QString m_section;
    QWidget* m_content = nullptr;
    QWidget* m_advanced = nullptr;
    QToolButton* m_advancedButton = nullptr;
    QList<ParamField*> m_fields;
    QHash<QString, ParamField*> m_byKey;
    std::vector<std::pair<QWidget*, QList<ParamField*>>> m_headings;
    std::vector<wb::ParamSpec> m_specs;
    QStringList m_hidden;
    bool m_building = false;
};
