// One row of a generated form. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/param_field.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "common/colours.h"
#include "common/eliding.h"
#include "form/number_edit.h"

namespace {

/// Titles and explanations are declared in core and collected there under the context "Registry".
QString registryText(const std::string& text) {
    return text.empty() ? QString() : QCoreApplication::translate("Registry", text.c_str());
}

class CalmComboBox : public ElidingComboBox {
  public:
    using ElidingComboBox::ElidingComboBox;
    void showPopup() override {
        view()->setMinimumWidth(view()->sizeHintForColumn(0) + 8);  // the open list shows all of every title
        ElidingComboBox::showPopup();
    }

  protected:
    // The tool tip explains the setting, and does not repeat its value.
    bool event(QEvent* event) override { return QComboBox::event(event); }
    void wheelEvent(QWheelEvent* event) override {
        if (hasFocus()) {
            QComboBox::wheelEvent(event);
        } else {
            event->ignore();
        }
    }
};

}  // namespace

ParamField::ParamField(const wb::ParamSpec& spec, const QString& prefix, QWidget* parent)
    : QObject(parent),
      m_spec(spec),
      m_label(new QLabel(parent)),
      m_row(new QWidget(parent)),
      m_problem(new QLabel(m_row)),
      m_reset(new QToolButton(m_row)),
      m_line(new QHBoxLayout) {
    const QString name = prefix % QLatin1Char('_') % key();
    QString title = registryText(m_spec.title);
    if (title.isEmpty()) title = key();
    m_label->setText(m_spec.unit.empty() ? title : tr("%1 (%2)").arg(title, registryText(m_spec.unit)));
    m_label->setWordWrap(true);
    m_label->setObjectName(name + QStringLiteral("_label"));
    m_label->setToolTip(toolTip());
    makeEditor(m_row);
    m_editor->setObjectName(name);
    m_editor->setToolTip(toolTip());
    m_editor->setAccessibleName(title);
    m_label->setBuddy(m_editor);
    m_reset->setObjectName(name + QStringLiteral("_reset"));
    m_reset->setText(QStringLiteral("\u21ba"));
    m_reset->setAutoRaise(true);
    m_reset->setAccessibleName(tr("Reset %1").arg(title));
    QSizePolicy keep = m_reset->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keep);
    m_problem->setObjectName(name + QStringLiteral("_problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_line->setContentsMargins(0, 0, 0, 0);
    m_line->setSpacing(4);
    m_line->addWidget(m_editor, qobject_cast<QLineEdit*>(m_editor) ? 1 : 0);
    m_line->addWidget(m_reset);
    if (!qobject_cast<QLineEdit*>(m_editor)) m_line->addStretch(1);
    auto* column = new QVBoxLayout(m_row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(m_line);
    column->addWidget(m_problem);
    connect(m_reset, &QToolButton::clicked, this, [this] { setText(m_base); });
    setBase(QString::fromStdString(wb::to_text(m_spec.default_value)));
    setText(m_base);
    refreshColours();
    changed();
}

void ParamField::makeEditor(QWidget* parent) {
    switch (m_spec.type) {
        case wb::ParamType::boolean: {
            auto* box = new QCheckBox(parent);
            connect(box, &QCheckBox::toggled, this, &ParamField::changed);
            m_editor = box;
            break;
        }
        case wb::ParamType::choice: {
            auto* box = new CalmComboBox(parent);
            box->setFocusPolicy(Qt::StrongFocus);
            box->setMinimumWidth(box->fontMetrics().averageCharWidth() * 16);  // long titles may be cut, not the page
            for (const auto& choice : m_spec.choices) {
                const QString title = registryText(choice.title.empty() ? choice.id : choice.title);
                box->addItem(title, QString::fromStdString(choice.id));
                if (!choice.doc.empty())
                    box->setItemData(box->count() - 1, registryText(choice.doc), Qt::ToolTipRole);
            }
            connect(box, &QComboBox::currentIndexChanged, this, &ParamField::changed);
            m_editor = box;
            break;
        }
        case wb::ParamType::integer:
        case wb::ParamType::real: {
            auto* edit = new NumberEdit(m_spec, parent);
            connect(edit, &NumberEdit::edited, this, &ParamField::changed);
            m_editor = edit;
            break;
        }
        case wb::ParamType::text: {
            auto* edit = new QLineEdit(parent);
            connect(edit, &QLineEdit::textChanged, this, &ParamField::changed);
            m_editor = edit;
            break;
        }
    }
}

QString ParamField::toolTip() const {
    QStringList lines;
    if (!m_spec.doc.empty()) lines << registryText(m_spec.doc).toHtmlEscaped();
    const auto number = [](double value) { return QString::number(value, 'g', 10); };
    if (m_spec.min && m_spec.max)
        lines << tr("From %1 to %2.").arg(number(*m_spec.min), number(*m_spec.max));
    else if (m_spec.min)
        lines << tr("At least %1.").arg(number(*m_spec.min));
    else if (m_spec.max)
        lines << tr("At most %1.").arg(number(*m_spec.max));
    const std::string base = wb::to_text(m_spec.default_value);
    if (!base.empty()) lines << tr("Default: %1").arg(QString::fromStdString(base).toHtmlEscaped());
    // Rich text, so that long explanations wrap.
    return QStringLiteral("<p>") % lines.join(QStringLiteral("<br>")) % QStringLiteral("</p>");
}

QString ParamField::text() const {
    if (auto* box = qobject_cast<QCheckBox*>(m_editor))
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    if (auto* box = qobject_cast<QComboBox*>(m_editor)) return box->currentData().toString();
    if (auto* edit = qobject_cast<NumberEdit*>(m_editor)) return edit->text().trimmed();
    return qobject_cast<QLineEdit*>(m_editor)->text().trimmed();
}

void ParamField::setText(const QString& text) {
    if (auto* box = qobject_cast<QCheckBox*>(m_editor)) {
        box->setChecked(text == QStringLiteral("true"));
    } else if (auto* combo = qobject_cast<QComboBox*>(m_editor)) {
        int index = combo->findData(text);
        if (index < 0) {
            // A stored config may hold a choice that this version does not know: it is shown, and refused by the
            // check.
            combo->addItem(text, text);
            index = combo->count() - 1;
        }
        combo->setCurrentIndex(index);
    } else if (auto* edit = qobject_cast<NumberEdit*>(m_editor)) {
        edit->setTypedText(text);
    } else {
        qobject_cast<QLineEdit*>(m_editor)->setText(text);
    }
}

void ParamField::setBase(const QString& text) {
    const bool follow = !isChanged();
    m_base = text;
    m_reset->setToolTip(tr("Back to %1").arg(text.isEmpty() ? tr("empty") : text));
    if (follow) setText(text);
    changed();
}

void ParamField::changed() {
    QFont font = m_label->font();
    font.setBold(isChanged());
    m_label->setFont(font);
    m_reset->setVisible(isChanged());
    Q_EMIT edited();
}

void ParamField::setOffers(std::function<QList<ParamOffer>()> offers) {
    auto* button = new QToolButton(m_row);
    button->setObjectName(m_editor->objectName() + QStringLiteral("_offers"));
    button->setAccessibleName(tr("Choose %1").arg(m_label->text()));
    button->setToolTip(button->accessibleName());
    button->setArrowType(Qt::DownArrow);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));  // the arrow is enough
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    button->setMenu(menu);
    m_line->insertWidget(1, button);
    connect(menu, &QMenu::aboutToShow, this, [this, menu, offers = std::move(offers)] {
        menu->clear();
        for (const ParamOffer& offer : offers()) {
            QAction* action = menu->addAction(offer.title);
            action->setCheckable(true);
            action->setChecked(offer.text == text());
            action->setEnabled(offer.possible);
            action->setToolTip(offer.remark);
            connect(action, &QAction::triggered, this, [this, wanted = offer.text] { setText(wanted); });
        }
    });
}

void ParamField::showProblem(const QString& words) {
    if (words == m_problemText) return;
    m_problemText = words;
    // The sign before the words: colour is never the only one.
    m_problem->setText(words.isEmpty() ? QString() : QString(QStringLiteral("\u26a0 ") % words));
    m_problem->setVisible(!words.isEmpty());
    m_editor->setAccessibleDescription(words);
}

void ParamField::refreshColours() {
    // The application's: a row hears of a new palette only after its form.
    QPalette palette = QApplication::palette();
    palette.setColor(QPalette::WindowText, colours::error(palette));
    m_problem->setPalette(palette);
}

void ParamField::setShown(bool shown) {
    m_shown = shown;
    m_label->setVisible(shown);
    m_row->setVisible(shown);
}

void ParamField::focusEditor() {
    m_editor->setFocus(Qt::OtherFocusReason);
}

QWidget* ParamField::labelWidget() const {
    return m_label;
}
