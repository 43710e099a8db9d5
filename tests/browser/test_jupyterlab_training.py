"""The backprop stepper, the playground and the digit explorer in JupyterLab, by mouse and keys."""

import math
import re

import pytest
from chromium import needs_chromium
from lab import menu, show
from playwright.sync_api import expect

pytestmark = needs_chromium

DIGITS = """
import numpy as np
from nnlib import SGD, NeuralNetwork, load_mnist, standardize
from nnlib import categorical_crossentropy, d_categorical_crossentropy, d_relu, d_softmax, relu
from nnlib import softmax
from nnlib.widgets import digit_explorer

(x_train, y_train), (x_test, y_test) = load_mnist()
scale = lambda rows: standardize(rows, fitted_on=x_train)
network = NeuralNetwork(
    [784, 40, 10],
    (relu, d_relu),
    (softmax, d_softmax),
    (categorical_crossentropy, d_categorical_crossentropy),
    SGD(),
    dtype=np.float32,
    seed=0,
)
network.fit(scale(x_train.reshape(-1, 784)), y_train, epochs=5, categorical=True, progress=False)
digit_explorer(network, x_test, y_test, scale=scale, fitted_on=x_train)
"""


@pytest.fixture
def stepper(page, lab_folder):
    code = "from nnlib.widgets import backprop_stepper\nbackprop_stepper()"
    return show(page, lab_folder, "stepper", code)


@pytest.fixture
def playground(page, lab_folder):
    code = "from nnlib.widgets import playground\nplayground('XOR')"
    return show(page, lab_folder, "playground", code)


@pytest.fixture
def digits(page, lab_folder):
    return show(page, lab_folder, "digits", DIGITS)


def button(explorer, name):
    return explorer.get_by_role("button", name=name, exact=True)


def says(explorer, words):
    expect(explorer.locator(".nnlib-words")).to_contain_text(words, timeout=30_000)


def picture(explorer):
    return explorer.locator("img").get_attribute("src")


def epoch(explorer):
    words = explorer.locator(".nnlib-words").inner_text()
    return int(re.search(r"Epoch ([\d,]+)", words)[1].replace(",", ""))


def wait_until_it_trains(page, explorer, beyond=0):
    page.wait_for_function(
        "beyond => Number(document.querySelector('.nnlib-words').innerText"
        ".match(/^Training. Epoch ([0-9,]+)/)?.[1].replaceAll(',', '')) > beyond",
        arg=beyond,
        timeout=60_000,
    )


def test_the_stepper_by_mouse_and_keyboard(page, stepper):
    says(stepper, "Nothing is computed yet")
    before = picture(stepper)
    button(stepper, "Step").click()
    says(stepper, "z1 = x · w1 + b1 = 2 · 2 + (−1) = 3")
    expect(stepper.locator("img")).not_to_have_attribute("src", before)
    button(stepper, "Step").press("Enter")
    says(stepper, "Step 2 of 19")
    button(stepper, "Back").press("Space")
    says(stepper, "Step 1 of 19")
    handle = stepper.locator(".noUi-handle").first
    handle.press("End")
    says(stepper, "several paths")
    handle.press("ArrowLeft")
    says(stepper, "Step 18 of 19")
    stepper.locator(".noUi-handle").nth(1).press("ArrowLeft")
    says(stepper, "db2 = dz2")
    button(stepper, "Reset").click()
    says(stepper, "Nothing is computed yet")


def test_the_playground_trains_pauses_steps_and_resets(page, playground):
    says(playground, "Epoch 0")
    button(playground, "Step").click()
    says(playground, "Paused. Epoch 1:")
    before = picture(playground)
    button(playground, "Train").click()
    wait_until_it_trains(page, playground, beyond=30)
    expect(playground.locator("img")).not_to_have_attribute("src", before)
    button(playground, "Pause").click()
    says(playground, "Paused")
    standing = epoch(playground)
    button(playground, "Step").press("Enter")
    says(playground, f"Paused. Epoch {standing + 1:,}:")
    button(playground, "Train").press("Space")
    wait_until_it_trains(page, playground, beyond=standing + 1)
    button(playground, "Start over").click()
    wait_until_it_trains(page, playground)
    assert epoch(playground) < standing + 1000
    button(playground, "Reset").click()
    says(playground, "Epoch 0")
    expect(button(playground, "Train")).to_be_visible()


@pytest.mark.slow
def test_a_pause_is_a_pause_at_once(page, playground):
    button(playground, "Train").click()
    wait_until_it_trains(page, playground)
    # Every sentence after the click, with the milliseconds that have passed since.
    page.evaluate("""() => {
        window.said = []
        let clicked
        document.querySelectorAll('.nnlib-explorer button').forEach(each =>
            each.addEventListener('click', () => { clicked = performance.now() }))
        new MutationObserver(() => {
            const words = document.querySelector('.nnlib-words')?.innerText
            if (clicked && words && words !== window.said.at(-1)?.words)
                window.said.push({words, after: performance.now() - clicked})
        }).observe(document.querySelector('.nnlib-explorer'), {subtree: true, childList: true})
    }""")
    button(playground, "Pause").click()
    says(playground, "Paused")
    standing = epoch(playground)
    # The kernel answers in turn, so its answer to this comes after all that it had to say before.
    playground.locator(".noUi-handle:visible").last.press("ArrowRight")
    says(playground, "Epoch 0")
    said = page.evaluate("window.said")
    epochs = [re.search(r"Epoch ([\d,]+)", each["words"])[1] for each in said[:-1]]
    # At most the slice that was under way and the one behind it.
    assert len(set(epochs)) <= 3
    assert epochs[-1].replace(",", "") == str(standing)


@pytest.mark.slow
def test_points_are_set_by_clicking_at_their_place(page, playground):
    playground.get_by_label("problem", exact=True).select_option("set by clicking")
    says(playground, "of 2 points right")
    for width in (1280, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        plane, image = playground.locator(".nnlib-plane"), playground.locator("img")
        shown, whole = plane.bounding_box(), image.bounding_box()
        scale = whole["width"] / 566
        assert math.isclose(shown["x"] - whole["x"], 46 * scale, abs_tol=1.5)
        assert math.isclose(shown["y"] - whole["y"], 24 * scale, abs_tol=1.5)
        assert math.isclose(shown["width"], 280 * scale, abs_tol=1.5)
        plane.click(position={"x": 30, "y": 30})
    says(playground, "of 4 points right")
    plane.press("Tab")
    expect(playground.get_by_label("click sets")).to_be_focused()


@pytest.mark.slow
def test_the_code_is_shown_and_can_be_selected(page, playground):
    button(playground, "Step").click()
    says(playground, "Paused. Epoch 1:")
    button(playground, "Copy as code").click()
    area = playground.locator("textarea")
    expect(area).to_have_value(re.compile("epochs=1"))
    area.press("Control+A")
    selected = area.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert selected == area.input_value()
    assert area.evaluate("each => each.scrollHeight <= each.clientHeight + 1")


@pytest.mark.slow
def test_settings_may_change_and_the_cell_be_run_again_while_it_trains(page, playground):
    button(playground, "More settings").click()
    playground.get_by_label("epochs per picture").select_option("1")
    button(playground, "Train").click()
    wait_until_it_trains(page, playground, beyond=3)
    for label, option in (("optimizer", "Adam"), ("activation", "relu"), ("problem", "circles")):
        playground.get_by_label(label, exact=True).select_option(option)
        wait_until_it_trains(page, playground)
    says(playground, "of 200 points right")
    menu(page, "Run", "Run All Cells")
    says(playground, "Epoch 0: nothing learned yet, 1 of 4 points right. Press Train.")
    button(playground, "Train").click()
    wait_until_it_trains(page, playground)
    button(playground, "Pause").click()
    says(playground, "Paused")


def draw(page, canvas, places):
    box = canvas.bounding_box()
    (x, y), *rest = [(box["x"] + x, box["y"] + y) for x, y in places]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(x, y)
    page.mouse.up()


ONE = [(135, 40 + 8 * k) for k in range(22)]
ZERO = [(128 + 58 * math.sin(k / 6), 128 - 88 * math.cos(k / 6)) for k in range(39)]


@pytest.mark.slow
def test_drawn_digits_are_classified(page, digits):
    says(digits, "Number 0: its label is")
    canvas = digits.locator("canvas")
    canvas.scroll_into_view_if_needed()
    draw(page, canvas, ONE)
    says(digits, "Your drawing, centred as MNIST does it. The network says 1 ")
    button(digits, "Clear").click()
    says(digits, "Number 0: its label is")
    draw(page, canvas, ZERO)
    says(digits, "The network says 0 ")
    painted = "canvas => canvas.getContext('2d').getImageData(0, 0, 256, 256).data.some(v => v > 0)"
    page.wait_for_function(painted, arg=canvas.element_handle())
    button(digits, "Clear").press("Enter")
    says(digits, "Number 0: its label is")
    page.wait_for_function(f"canvas => !({painted})(canvas)", arg=canvas.element_handle())


@pytest.mark.slow
def test_walking_through_the_digits_by_keyboard(page, digits):
    before = picture(digits)
    digits.locator(".noUi-handle").press("ArrowRight")
    says(digits, "Number 1:")
    expect(digits.locator("img")).not_to_have_attribute("src", before)
    digits.get_by_label("only mistakes").press("Space")
    says(digits, "which is wrong")
    digits.locator(".noUi-handle").press("End")
    says(digits, "which is wrong")
    digits.locator("canvas").focus()
    page.keyboard.press("Tab")
    expect(button(digits, "Clear")).to_be_focused()
    button(digits, "Reset").press("Enter")
    says(digits, "Number 0:")
