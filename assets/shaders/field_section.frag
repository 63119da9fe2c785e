// A field where the clip plane cuts what it belongs to.
uniform float u_continued;      // 1: also where it is only continued to, which is under the particles' caps
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec4 told = field(v_electrode);
    float inside = smoothstep(0.40, 0.60, field_inside(v_electrode));
    float alpha = mix(inside, step(0.25, told.a), u_continued);
    if (alpha < 0.01) discard;
    gl_FragColor = vec4(told.rgb * alpha, alpha);
}
