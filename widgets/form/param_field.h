// One row of a generated form: label, editor, reset button, and the words of a problem below. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <functional>

#include "experiment/params.h"

class QHBoxLayout;
class QLabel;
class QToolButton;
class QWidget;

/// What a text may be set to by a menu beside it.
struct ParamOffer {
    QString text;    ///< what the field gets
    QString title;   ///< what the menu says
    QString remark;  ///< tool tip; of an offer that cannot be taken, why
    bool possible = true;
};

class ParamField : public QObject {
    Q_OBJECT
  public:
    /// `prefix` comes before the key in object names: "retrieval" -> "retrieval_epochs".
    ParamField(const wb::ParamSpec& spec, const QString& prefix, QWidget* parent);

    const wb::ParamSpec& spec() const { return m_spec; }
    QString key() const { return QString::fromStdString(m_spec.key); }
    QString text() const;  ///< as typed
    void setText(const QString& text);
    /// What the value is when nobody touches it: the preset's or the method's.
    void setBase(const QString& text);
    const QString& base() const { return m_base; }
    bool isChanged() const { return text() != m_base; }
    /// A menu beside a text, filled by `offers` whenever it opens.
    void setOffers(std::function<QList<ParamOffer>()> offers);
    void showProblem(const QString& words);  ///< empty = none
    bool hasProblem() const { return !m_problemText.isEmpty(); }
    QString problem() const { return m_problemText; }
    void setShown(bool shown);
    bool isShown() const { return m_shown; }
    void focusEditor();
    void refreshColours();

    QWidget* labelWidget() const;
    QWidget* editorRow() const { return m_row; }
    QWidget* editor() const { return m_editor; }

  Q_SIGNALS:
    void edited();

  private:
    void makeEditor(QWidget* parent);
    QString toolTip() const;
    void changed();

    const wb::ParamSpec m_spec;
    QLabel* m_label;
    QWidget* m_row;
    QWidget* m_editor = nullptr;
    QLabel* m_problem;
    QToolButton* m_reset;
    QHBoxLayout* m_line;
    QString m_base, m_problemText;
    bool m_shown = true;
};
